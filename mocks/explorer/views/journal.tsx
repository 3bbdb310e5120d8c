/** Journal. */
export default function JournalView() {
  return <h1>Journal</h1>;
}
