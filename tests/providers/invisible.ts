/** A fault that no black-box verifier can see with its test data and in a short time. */
export interface Invisible {
  id: string;
  /** What such a provider gets wrong. */
  says: string;
  /** Why it cannot be seen from outside. */
  why: string;
}

/** What the verdict kept does not prove. */
export const invisible: readonly Invisible[] = [
  {
    id: 'claims-expire',
    says: 'Claims are forgotten after an hour.',
    why: 'A verification takes seconds.',
  },
  {
    id: 'conflicts-of-ids-not-lent',
    says: 'Numbers below 1000 are never compared.',
    why: 'Only test data may be used.',
  },
  {
    id: 'ids-cut-to-32-bits',
    says: 'Ids that differ by 2^32 count as the same.',
    why: 'The test data has no two such ids.',
  },
  {
    id: 'short-ids-found-in-long-ones',
    says: 'Number 100 is refused because 1000 is claimed (LIKE without borders).',
    why: 'All ids of the test data have the same length.',
  },
  {
    id: 'only-the-latest-thousand-compared',
    says: 'A rule is compared with the last thousand rules.',
    why: 'It needs more rules than there are ids in the test data.',
  },
  {
    id: 'claims-in-memory',
    says: 'Claims are lost when the provider restarts.',
    why: 'A verifier cannot restart it.',
  },
  {
    id: 'claims-made-elsewhere',
    says: 'Rules made on the web site are not compared with those of the API.',
    why: 'There is no way to the web site.',
  },
  {
    id: 'third-account',
    says: 'Accounts of one reseller share their claims.',
    why: 'The two tokens are of unrelated accounts.',
  },
  {
    id: 'rare-race',
    says: 'Two requests win if they meet within a microsecond.',
    why: 'A race that was not seen may still be there.',
  },
  {
    id: 'night-job',
    says: 'A nightly job removes rules whose media is gone.',
    why: 'A verification does not wait for the night.',
  },
  {
    id: 'sip-stored-otherwise',
    says: 'The SIP number is returned as sent but stored differently.',
    why: 'No documented operation reads it.',
  },
  {
    id: 'refused-sip-edit-stored',
    says: 'A refused edit of the SIP number is stored.',
    why: 'No documented operation reads it.',
  },
  {
    id: 'melody-not-played',
    says: 'Rules are stored correctly, but callers hear another melody.',
    why: 'The API says nothing of calls.',
  },
  {
    id: 'password-logged',
    says: 'Passwords are written to a log.',
    why: 'Logs are not seen from outside.',
  },
  {
    id: 'token-comparison-leaks',
    says: 'The time of a refusal reveals how much of a token is right.',
    why: 'Nothing is measured that finely over a network.',
  },
  {
    id: 'revoked-token',
    says: 'A revoked token is still accepted.',
    why: 'A verifier cannot revoke one.',
  },
  {
    id: 'file-in-use-by-its-id-alone',
    says: 'A file of the account cannot be deleted if a rule uses the file of the system with its id.',
    why: 'No file that the verifier adds has the id of a file of the system, and it deletes no other.',
  },
];
