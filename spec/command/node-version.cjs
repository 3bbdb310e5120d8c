// Plain JavaScript that any Node.js since 10 can parse: an old one is to get a sentence, not a syntax error.

/** The oldest Node.js that the package runs on, as `engines` of package.json has it. */
const oldest = [22, 19];

/**
 * Says what is wrong with this Node.js; undefined if nothing is.
 *
 * @param {string} name what needs another Node.js
 * @param {string} version the version of this one
 * @returns {string | undefined}
 */
module.exports = function nodeFault(name, version) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [leastMajor = 0, leastMinor = 0] = oldest;
  if (major > leastMajor || (major === leastMajor && minor >= leastMinor)) return undefined;
  return `${name} needs Node.js ${oldest.join('.')} or newer, and this is ${version}; install a newer one.`;
};
