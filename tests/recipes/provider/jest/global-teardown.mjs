export default () => globalThis.closeProvider();
