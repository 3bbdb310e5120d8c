/**
 * Starts a command: reports an old Node.js in a sentence, otherwise loads the program.
 *
 * This file and those that call it are the same in a checkout and in the installed package. They are
 * plain JavaScript, for two reasons: any Node.js since 10 can parse them, and prints the sentence
 * instead of a syntax error; and nothing needs type stripping before the compile cache is enabled.
 *
 * @param {string} name the command
 * @param {() => Promise<unknown>} load imports the program, which runs
 */
module.exports = function launch(name, load) {
  const fault = require('./node-version.cjs')(name, process.versions.node);
  if (fault === undefined) {
    require('node:module').enableCompileCache();
    void load();
  } else {
    process.stderr.write(`${fault}\n`);
    process.exitCode = 2;
  }
};
