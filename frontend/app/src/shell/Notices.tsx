import { Alert } from "@mantine/core";
import { hideNotification, useNotifications } from "@mantine/notifications";
import { Suspense, useEffect, useState } from "react";
import { messages } from "../messages";
import { lazily } from "./lazily";
import classes from "./Shell.module.css";

const Shown = lazily(() => import("./ShownNotices"), Plain);

/** Where short notices appear; what shows them is loaded for the first. */
export function Notices() {
  const any = useNotifications().notifications.length > 0;
  const [wanted, setWanted] = useState(false);
  useEffect(() => setWanted((was) => was || any), [any]);
  return wanted ? (
    <Suspense>
      <Shown />
    </Suspense>
  ) : null;
}

/** The same without what shows them. */
function Plain() {
  const { notifications } = useNotifications();
  return (
    <div className={classes.notices}>
      {notifications.map(({ id = "", message }) => (
        <Alert
          key={id}
          variant="outline"
          withCloseButton
          closeButtonLabel={messages.close}
          onClose={() => hideNotification(id)}
        >
          {message}
        </Alert>
      ))}
    </div>
  );
}
