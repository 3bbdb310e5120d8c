import { randomUUID } from 'node:crypto';
import { createMock, type MockOptions } from '../mock.ts';
import {
  type ContractTypes,
  createAccountHandle,
  type MockAccount,
  type OwnContract,
} from './account-handle.ts';

/** How a mock is started; everything has a default. */
export interface StartOptions extends MockOptions {
  /** The port; any free one by default. */
  readonly port?: number | undefined;
  /** The address; 127.0.0.1 by default. */
  readonly host?: string | undefined;
}

/** A mock that serves, for tests. */
export interface StartedMock<Of extends ContractTypes = OwnContract> extends AsyncDisposable {
  /** Where it serves, such as `http://127.0.0.1:41743`. */
  readonly url: string;
  /** The account that a token names, by default one that nobody else has; `await using` resets it. */
  account(token?: string): MockAccount<Of>;
  /** Puts every account, switch and fault back to the start, and empties the journal. */
  reset(): void;
  /** Finishes running requests and stops. */
  close(): Promise<void>;
}

/**
 * Starts a mock in this process, on a free port.
 * @throws ContractDefect when the contract is defective, UnknownSwitch for a wrong switch, Error with
 * `code` (EADDRINUSE, EACCES…) when the address cannot be had.
 */
export async function startMock<Of extends ContractTypes = OwnContract>(
  options: StartOptions = {},
): Promise<StartedMock<Of>> {
  const { port, host, ...how } = options;
  const mock = await createMock(how);
  const close = () => mock.close();
  let url: string;
  try {
    url = await mock.listen({
      ...(port === undefined ? {} : { port }),
      ...(host === undefined ? {} : { host }),
    });
  } catch (error) {
    await close();
    throw error;
  }
  return {
    url,
    account: (token = randomUUID()) =>
      createAccountHandle<Of>(mock, {
        baseUrl: url,
        token,
        ...(options.controlToken === undefined ? {} : { controlToken: options.controlToken }),
      }),
    reset: () => mock.reset(),
    close,
    [Symbol.asyncDispose]: close,
  };
}
