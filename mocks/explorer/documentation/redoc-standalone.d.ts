declare module 'redoc/bundles/redoc.standalone.js' {
  /** Redoc with all that it needs; `init` answers what takes it down again (see tame-redoc.ts). */
  const redoc: {
    init(
      document: object,
      options: object,
      place: HTMLElement,
      done: (error?: Error) => void,
    ): { unmount(): void };
  };
  export default redoc;
}
