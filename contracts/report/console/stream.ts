/** The output of the console reporter: standard output, or any other stream. */
export type ConsoleStream = NodeJS.WritableStream & {
  readonly isTTY?: boolean;
  readonly columns?: number;
};
