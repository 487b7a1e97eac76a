import classes from "./Search.module.css";

interface BarProps {
  label: string;
  /** 0 to 1; what is below counts as 0. */
  value: number;
  /** Where a line is drawn. */
  line?: number;
}

/** A score as a bar with its figure. */
export function Bar({ label, value, line }: BarProps) {
  const share = Math.min(1, Math.max(0, value));
  return (
    <div className={classes.bar}>
      <span>{label}</span>
      <div
        className={classes.track}
        role="meter"
        aria-label={label}
        aria-valuemin={0}
        aria-valuemax={1}
        aria-valuenow={share}
      >
        <div className={classes.fill} style={{ width: `${share * 100}%` }} />
        {line !== undefined && <div className={classes.line} style={{ left: `${line * 100}%` }} />}
      </div>
      <span className="figures">{value.toFixed(2)}</span>
    </div>
  );
}
