/** An HTTP status; 0 is a connection that was dropped. */
export function Status({ status }: { readonly status: number }) {
  const kind = status === 0 ? 'dropped' : `s${String(status)[0]}xx`;
  return <span class={`status ${kind}`}>{status === 0 ? 'dropped' : status}</span>;
}
