/**
 * Settings that Pact's native library reads from the environment of the process when it starts a
 * mock server or a verification; import this module, for its effect, wherever Pact is used.
 */

// Without it each of them is reported to Google Analytics.
process.env.PACT_DO_NOT_TRACK = 'true';

/** How much Pact says by itself: only what went wrong inside of it. */
export const pactLogLevel = 'error';
