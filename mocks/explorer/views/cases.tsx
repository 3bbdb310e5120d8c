/** Edge cases. */
export default function CasesView() {
  return <h1>Edge cases</h1>;
}
