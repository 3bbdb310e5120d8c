/** An HTTP status; 0 is a dropped connection. */
export function Status({ status }: { status: number }) {
  const kind = status === 0 ? 'dropped' : `s${String(status)[0]}xx`;
  return <span class={`status ${kind}`}>{status === 0 ? 'dropped' : status}</span>;
}

/** An HTTP method, in any letter case. */
export function Method({ name }: { name: string }) {
  return <span class={`method ${name.toLowerCase()}`}>{name.toUpperCase()}</span>;
}
