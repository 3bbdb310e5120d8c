/** Faults. */
export default function FaultsView() {
  return <h1>Faults</h1>;
}
