/** Where the console reporter writes: standard output, or anything like it. */
export type ConsoleStream = NodeJS.WritableStream & {
  readonly isTTY?: boolean;
  readonly columns?: number;
};
