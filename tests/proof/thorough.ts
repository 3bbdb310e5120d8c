/** Tests that take long, most of them since they verify whole providers: they run in `npm run test:proof`, and not in `npm test`. */
export const thorough = [
  'tests/proof/{any-document,lawful-1,lawful-2,lawful-jitter,own-mock,exploration,stacks}.test.ts',
  'tests/contracts/{any-shape,command,fairness,fair-races,field-names,optional-operations,public-documents}.test.ts',
  'tests/contracts/exploration/{booking-desk,explore,sharper}.test.ts',
  'tests/contracts/harm/{command-in-order,do-no-harm,mock-only,never-a-crash,other-stacks,real-account}.test.ts',
  'tests/contracts/http/{large-ids,reaching}.test.ts',
  'tests/contracts/pact/{states-url,verify-pacts}.test.ts',
  'tests/explorer/{documentation,hostile-documentation,large-bodies}.test.ts',
  'tests/{documentation-runs,redaction}.test.ts',
  'tests/mocks/run-case.test.ts',
];
