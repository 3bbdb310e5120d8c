import { describe, expect, test } from 'vitest';
import { readEnvironment } from '../../../contracts/run/environment.ts';

const node = 'v24.0.0';
const github = {
  GITHUB_SERVER_URL: 'https://github.test',
  GITHUB_REPOSITORY: 'owner/provider',
  GITHUB_RUN_ID: '77',
  GITHUB_RUN_ATTEMPT: '2',
  GITHUB_SHA: 'abc123',
  GITHUB_REF_NAME: '12/merge',
  GITHUB_HEAD_REF: 'faster',
  GITHUB_WORKFLOW: 'CI',
  GITHUB_JOB: 'contract',
};

describe('a report says where it was made', () => {
  test('in GitHub Actions, with the branch of a pull request', () => {
    expect(readEnvironment(github, node)).toEqual({
      node,
      commit: 'abc123',
      ref: 'faster',
      job: 'CI / contract',
      url: 'https://github.test/owner/provider/actions/runs/77/attempts/2',
    });
  });

  test('in GitLab, without a name and a password in the address', () => {
    const env = {
      CI_COMMIT_SHA: 'abc123',
      CI_COMMIT_REF_NAME: 'main',
      CI_JOB_NAME: 'contract',
      CI_JOB_URL: 'https://gitlab-ci-token:s3cret@gitlab.test/owner/provider/-/jobs/5',
      CI_JOB_TOKEN: 's3cret',
    };
    expect(readEnvironment(env, node)).toEqual({
      node,
      commit: 'abc123',
      ref: 'main',
      job: 'contract',
      url: 'https://gitlab.test/owner/provider/-/jobs/5',
    });
  });

  test.each([
    { says: 'nothing but Node.js outside of CI', env: { TOKEN: 's3cret', GITHUB_SHA: '' } },
    { says: 'no address that is none of the web', env: { CI_JOB_URL: 'javascript:alert(1)' } },
    {
      says: 'no address of a run without its id',
      env: { GITHUB_SERVER_URL: 'https://github.test' },
    },
  ])('with $says', ({ env }) => {
    expect(readEnvironment(env, node)).toEqual({ node });
  });
});
