import { useNotifications } from "@mantine/notifications";
import { lazy, Suspense, useEffect, useState } from "react";

const Shown = lazy(() => import("./ShownNotices"));

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
