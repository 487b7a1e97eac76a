// Line drawings of 24 by 24 units, as the paths of an SVG; who imports one carries one.
export const chat =
  "M3 4h18v13.5h-9L7 21v-3.5H3zM7.5 9h9M7.5 12.5h6";
export const close = "m6 6 12 12M18 6 6 18";
export const up = "M4 11h3v9H4zM7 11l4-7q3 0 1.5 5H18q2 0 2 2l-1 7q-.5 2-2 2H7";
export const restart = "M4.5 12a7.5 7.5 0 1 0 2.4-5.5L4.5 8.7M4.5 4v4.7h4.7";
export const bin = "M4 7h16M10 11v6M14 11v6M6 7l1 12.5h10L18 7M9 7V4h6v3";
export const copy = "M9 9h11v11H9zM15 9V4H4v11h5";
export const send = "M12 19V5m-6 6 6-6 6 6";
export const stop = "M7 7h10v10H7z";
