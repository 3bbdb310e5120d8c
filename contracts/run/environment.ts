import type { RunEnvironment } from '../report/report.ts';

/** Reads where a run takes place from the variables of GitHub and of GitLab; no others are read. */
export function readEnvironment(
  env: Readonly<Record<string, string | undefined>>,
  node: string,
): RunEnvironment {
  const { GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: repository, GITHUB_RUN_ID: id } = env;
  const attempt = env.GITHUB_RUN_ATTEMPT;
  const run =
    server && repository && id
      ? `${server}/${repository}/actions/runs/${id}${attempt ? `/attempts/${attempt}` : ''}`
      : undefined;
  const workflow = [env.GITHUB_WORKFLOW, env.GITHUB_JOB].filter(Boolean).join(' / ');
  const known = {
    node,
    commit: env.GITHUB_SHA || env.CI_COMMIT_SHA,
    ref: env.GITHUB_HEAD_REF || env.GITHUB_REF_NAME || env.CI_COMMIT_REF_NAME,
    job: workflow || env.CI_JOB_NAME,
    url: webAddress(run ?? env.CI_JOB_URL),
  };
  return Object.fromEntries(Object.entries(known).filter(([, value]) => value));
}

// Without a name and a password, which some CI systems put into addresses.
function webAddress(text = ''): string | undefined {
  if (!/^https?:/i.test(text) || !URL.canParse(text)) return undefined;
  const url = new URL(text);
  url.username = '';
  url.password = '';
  return url.href;
}
