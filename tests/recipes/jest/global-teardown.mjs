export default () => globalThis.closeMock();
