import type { UseFormReturnType } from "@mantine/form";
import { useState } from "react";
import { asProblem, type Problem } from "../api/problem";
import { RequestId } from "./ProblemNote";

/**
 * Runs `action` with the form's checked values. A Problem that names one of the form's fields is shown there;
 * any other comes back as `problem`.
 */
export function useSubmit<Values extends Record<string, unknown>>(
  form: UseFormReturnType<Values>,
  action: (values: Values) => Promise<unknown>,
) {
  const [problem, setProblem] = useState<Problem>();
  const [busy, setBusy] = useState(false);

  const submit = form.onSubmit(async (values) => {
    setBusy(true);
    setProblem(undefined);
    try {
      await action(values);
    } catch (error) {
      show(asProblem(error));
    } finally {
      setBusy(false);
    }
  });

  function show(found: Problem): void {
    if (!found.field || !(found.field in form.getValues())) return setProblem(found);
    form.setFieldError(
      found.field,
      <>
        {found.message}
        <RequestId id={found.requestId} />
      </>,
    );
  }

  return { submit, busy, problem };
}
