/** Doubts. */
export default function DoubtsView() {
  return <h1>Doubts</h1>;
}
