import { assertOptionNames, createMock, type Mock, type MockOptions } from '../mock.ts';
import {
  type ContractTypes,
  createAccountHandle,
  createToken,
  type MockAccount,
  type OwnContract,
} from './account-handle.ts';
import { createControlCall, type SendToControl } from './control-call.ts';

/** Options of `startMock`; each has a default. */
export interface StartOptions extends MockOptions {
  /** The port; any free one by default. */
  readonly port?: number | undefined;
  /** The address; 127.0.0.1 by default. */
  readonly host?: string | undefined;
}

/** A mock that listens, for tests. */
export interface StartedMock<Of extends ContractTypes = OwnContract>
  extends Pick<Mock, 'certificate' | 'fetch' | 'reset' | 'close'>,
    AsyncDisposable {
  /** The URL before the contract's paths, such as `http://127.0.0.1:41743`. */
  readonly url: string;
  /** Returns the account of a token, by default of a new one; `await using` resets it. */
  account(token?: string): MockAccount<Of>;
}

/**
 * Starts a mock in this process, on a free port.
 * @throws ContractDefect if the contract is defective, UnknownSwitch for a wrong switch, Misuse for an
 * option that does not exist, Error with `code` (EADDRINUSE, EACCES…) if the address is not available
 * @example
 * await using mock = await startMock();
 * await using account = mock.account();
 * const api = createDataApiClient(account);
 */
export async function startMock<Of extends ContractTypes = OwnContract>(
  options: StartOptions = {},
): Promise<StartedMock<Of>> {
  assertOptionNames(options, ['port', 'host']);
  const { port, host, ...mockOptions } = options;
  const mock = await createMock(mockOptions);
  const close = () => mock.close();
  const url = await mock.listen({ port, host }).catch(async (error: unknown) => {
    await close();
    throw error;
  });
  return {
    url,
    certificate: mock.certificate,
    account: (token = createToken()) => {
      const { controlToken } = options;
      const call = createControlCall(sendWithin(mock), mock.contract.account, {
        token,
        controlToken,
      });
      return createAccountHandle<Of>(call, { baseUrl: url, token });
    },
    fetch: mock.fetch,
    reset: () => mock.reset(),
    close,
    [Symbol.asyncDispose]: close,
  };
}

function sendWithin(mock: Mock): SendToControl {
  return async ({ method, path, headers, body }) => {
    const response = await mock.inject({ method, url: path, headers, payload: body });
    return { status: response.statusCode, text: response.payload };
  };
}
