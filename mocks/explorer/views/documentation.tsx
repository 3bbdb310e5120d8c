/** Documentation. */
export default function DocumentationView() {
  return <h1>Documentation</h1>;
}
