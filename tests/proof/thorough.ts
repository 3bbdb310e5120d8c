/** Tests that take long, most since they verify whole providers or start many commands: they run in `npm run test:proof`, and not in `npm test`. */
export const thorough = [
  'tests/proof/{any-document,lawful-1,lawful-2,lawful-jitter,own-mock,exploration,stacks}.test.ts',
  'tests/contracts/{any-shape,command,fairness,fair-races,field-names,optional-operations,public-documents}.test.ts',
  'tests/contracts/exploration/{booking-desk,explore,sharper}.test.ts',
  'tests/contracts/harm/{command-in-order,do-no-harm,mock-only,never-a-crash,other-stacks,real-account}.test.ts',
  'tests/contracts/http/{large-ids,reaching}.test.ts',
  'tests/contracts/pact/{beyond-contract,own-states,public-pacts,states-url,verify-pacts}.test.ts',
  'tests/contracts/report/html-script.test.ts',
  'tests/explorer/{account-names,behaviour-badge,case-results,cases,connection,documentation,doubts,export-case}.test.ts',
  'tests/explorer/{exports,faults,header,hostile-documentation,journal,large-bodies,menus,operations,pact-export}.test.ts',
  'tests/explorer/{references,state,state-data,stored,try-provider}.test.ts',
  'tests/{documentation-runs,plain-tools,redaction}.test.ts',
  'tests/spec/defects.test.ts',
  'tests/mocks/{cli,https,run-case,undisturbed-cases,upstream,watch}.test.ts',
  'tests/persistence/{agreement-of-documents,backup,full-disk,health,kill-fifty-times,pool-size}.test.ts',
  'tests/persistence/{postgres-fails,restarted-explorer,simultaneous,store-command,store-sync,taken-back,work-that-fails}.test.ts',
  'tests/persistence/{several-servers,several-servers-explorer,several-servers-journal,three-servers,unanswered-requests}.test.ts',
];
