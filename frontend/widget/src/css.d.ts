declare module "*.css" {
  const text: string;
  export default text;
}
// Written in by the build: SHA-256 digests of what lies beside the loader, in Base64.
declare const CHAT: string;
declare const LATER: string;
declare const PUZZLE: string;
declare const LANGUAGES: Readonly<Record<string, string>>;
