/**
 * Settings that Pact's native library reads from the environment of the process. Import this module
 * wherever Pact is used.
 */

// Otherwise Pact reports each mock server and verification to Google Analytics.
process.env.PACT_DO_NOT_TRACK = 'true';

/** Pact's log level: only its own errors. */
export const pactLogLevel = 'error';
