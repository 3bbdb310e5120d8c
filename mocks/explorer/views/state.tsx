/** State. */
export default function StateView() {
  return <h1>State</h1>;
}
