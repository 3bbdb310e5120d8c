import { type Report, type VerifyOptions, verify } from '../../contracts/index.ts';
import { startProvider, type Ways } from '../providers/index.ts';

/** Starts an example provider, verifies it, and stops it. */
export async function judge(
  ways: Ways | undefined,
  options: Partial<VerifyOptions> & { readonly secondToken?: string | undefined } = {},
): Promise<Report> {
  const provider = await startProvider(ways);
  try {
    return await verify({
      provider: provider.url,
      token: provider.tokens.first,
      secondToken: provider.tokens.second,
      seed: 1,
      ...options,
    });
  } finally {
    await provider.close();
  }
}
