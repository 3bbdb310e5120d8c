/**
 * Settings that Pact's native library reads from the environment of the process. Import this module
 * wherever Pact is used.
 */

// Otherwise Pact reports each mock server and verification to Google Analytics.
process.env.PACT_DO_NOT_TRACK = 'true';

/** What npm installs for pacts: an optional peer dependency of the package. */
export const pactPackage = '@pact-foundation/pact@17';

/** Pact's log level: only its own errors. */
export const pactLogLevel = 'error';
