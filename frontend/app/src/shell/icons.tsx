import type { ReactNode, SVGProps } from "react";

type IconProps = SVGProps<SVGSVGElement> & { size?: number };

function icon(paths: ReactNode) {
  return function Icon({ size = 18, ...rest }: IconProps) {
    return (
      <svg
        width={size}
        height={size}
        viewBox="0 0 24 24"
        fill="none"
        stroke="currentColor"
        strokeWidth={1.7}
        strokeLinecap="round"
        strokeLinejoin="round"
        aria-hidden
        {...rest}
      >
        {paths}
      </svg>
    );
  };
}

export const Plus = icon(<path d="M12 5v14M5 12h14" />);
export const Cross = icon(<path d="M6 6l12 12M18 6L6 18" />);
export const Check = icon(<path d="M5 12.5l4.5 4.5L19 7.5" />);
export const Dots = icon(<path d="M5 12h.01M12 12h.01M19 12h.01" strokeWidth={2.6} />);
export const Lens = icon(
  <>
    <circle cx="11" cy="11" r="6.5" />
    <path d="M16 16l4.5 4.5" />
  </>,
);
export const Person = icon(
  <>
    <circle cx="12" cy="8.5" r="3.5" />
    <path d="M5 19.5c1-3.6 3.7-5.3 7-5.3s6 1.7 7 5.3" />
  </>,
);
export const Back = icon(<path d="M14 6l-6 6 6 6" />);
export const Forth = icon(<path d="M10 6l6 6-6 6" />);
export const Bin = icon(<path d="M4 7h16M10 11v6M14 11v6M6 7l1 12.5h10L18 7M9 7V4h6v3" />);
export const Page = icon(<path d="M6 3h8l4 4v14H6zM14 3v4h4M9 12h6M9 16h4" />);
export const Chat = icon(<path d="M5 5h14v11h-7l-5 4v-4H5z" />);
export const Sliders = icon(<path d="M4 8h9M17 8h3M4 16h3M11 16h9M15 6v4M9 14v4" />);
export const Code = icon(<path d="M8 8l-4 4 4 4M16 8l4 4-4 4M13.5 5l-3 14" />);
export const Up = icon(<path d="M12 19V6M6 11l6-6 6 6" />);
export const Bars = icon(<path d="M5 20V11M12 20V4M19 20v-6" strokeWidth={2.6} />);
export const Square = icon(<rect x="7" y="7" width="10" height="10" rx="1.5" fill="currentColor" />);
export const Copy = icon(<path d="M9 9h11v11H9zM15 9V4H4v11h5" />);
export const Out = icon(<path d="M9 4H5v16h4M14 8l4 4-4 4M18 12H9" />);
export const Elsewhere = icon(<path d="M13 5h6v6M19 5l-9 9M16 14v5H5V8h5" />);
export const Sun = icon(
  <path d="M12 3v2M12 19v2M3 12h2M19 12h2M5.6 5.6L7 7M17 17l1.4 1.4M5.6 18.4L7 17M17 7l1.4-1.4M16 12a4 4 0 1 1-8 0 4 4 0 0 1 8 0z" />,
);
export const Moon = icon(<path d="M20 14.5A8.5 8.5 0 1 1 9.5 4a7 7 0 0 0 10.5 10.5z" />);
export const Screen = icon(<path d="M4 5h16v11H4zM9 20h6M12 16v4" />);
export const Spark = icon(
  <path d="M12 4l1.8 5.2L19 11l-5.2 1.8L12 18l-1.8-5.2L5 11l5.2-1.8zM19 17v4M17 19h4" />,
);
export const Warning = icon(<path d="M12 4l9 16H3zM12 10v4M12 17h.01" />);
export const Quote = icon(<path d="M9 7H5v6h4V7zm0 6c0 2-1 3.5-3 4M19 7h-4v6h4V7zm0 6c0 2-1 3.5-3 4" />);
export const List = icon(<path d="M4 6h16M4 12h16M4 18h10" />);
export const Log = icon(<path d="M4 5h12v8H9l-4 3v-3H4zM19 9h1v8h-1v3l-4-3h-4" />);
export const Tasks = icon(<path d="M4 6l1.5 1.5L8 5M4 12l1.5 1.5L8 11M4 18l1.5 1.5L8 17M12 6h8M12 12h8M12 18h8" />);
export const Thumb = icon(<path d="M7 11v9H4v-9zM7 11l4-7c1.5 0 2.3 1 2 2.5L12.5 9H18a2 2 0 0 1 2 2.3l-1.2 7A2 2 0 0 1 16.8 20H7" />);
export const Down = icon(<path d="M7 13V4H4v9zM7 13l4 7c1.5 0 2.3-1 2-2.5L12.5 15H18a2 2 0 0 0 2-2.3l-1.2-7A2 2 0 0 0 16.8 4H7" />);
export const Again = icon(<path d="M19 12a7 7 0 1 1-2-5M19 4v4h-4" />);

export const Brush = icon(
  <>
    <path d="M20 4 10.5 13.5" />
    <path d="M8.5 12.5c2 0 3 1.2 3 3 0 3-2.5 4.5-7.5 4.5 1.5-1 1.8-2.3 2-4 .2-2 1-3.5 2.5-3.5z" />
  </>,
);
