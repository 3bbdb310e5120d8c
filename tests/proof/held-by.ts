/** Tests by their files below `tests/`: a part of the title of each, as it is written there. */
type Tests = Readonly<Record<string, string | readonly string[]>>;

const stacks = (name: string) => `providers/stacks/${name}-variants.ts`;

/** What the verifier did wrong on real stacks, a sentence for each kind, and the tests that hold the mending. */
export const heldBy: Readonly<Record<string, Tests>> = {
  'It rounded ids beyond 2^53, and deleted the rule of somebody else.': {
    'contracts/http/large-ids.test.ts': 'uses ids beyond 2^53 to the digit, and accuses nobody',
    [stacks('gateway')]: 'ids-beyond-doubles',
  },
  'It moved the id counter of an account by asking for 2^53-1.': {
    'contracts/harm/do-no-harm.test.ts': 'is asked for no id that could move its counter',
    'mocks/run-case.test.ts': 'd17-edit-unknown-taken',
    [stacks('database')]: ['sequence-moved', 'autoincrement-upserting'],
  },
  'It left rules, and did not say so.': {
    'contracts/harm/do-no-harm.test.ts': [
      'everything that stays is declared',
      'what a refused request left behind is deleted, and a finding of its own',
    ],
    'contracts/harm/never-a-crash.test.ts': 'additions stop after a dozen responses in an envelope',
  },
  'It edited or deleted what it had not made.': {
    'contracts/harm/ledger.test.ts': 'a request is not sent that names',
    'contracts/harm/do-no-harm.test.ts':
      'a rule that its owner adds during the run is neither edited nor deleted',
  },
  'Ctrl-C left everything, and lost the reports.': {
    'contracts/harm/command-in-order.test.ts': [
      'an interrupted command',
      'ends at once at the second signal',
    ],
  },
  'A wrong Retry-After made it hammer.': {
    'contracts/http/transport.test.ts': [
      'take a second if Retry-After is',
      'precede even what gives up at once',
    ],
    [stacks('gateway')]: ['retry-after-half', 'clock-behind', 'clock-ahead'],
  },
  'It went on after the provider had locked the account.': {
    'contracts/harm/never-a-crash.test.ts': 'a provider that locks the account',
    [stacks('gateway')]: 'locks-the-account',
  },
  'It did not say beforehand what a run does.': {
    'contracts/harm/command-in-order.test.ts': [
      'a run says at its start what it will do',
      '--dry-run lists the requests of each check, and sends nothing',
    ],
  },
  'It judged overlapping requests by the order of their responses.': {
    'contracts/exploration/possible-states.test.ts':
      'a provider that handles requests in any order is never accused',
    'contracts/fair-races.test.ts': 'answers out of order',
    'proof/lawful-jitter.test.ts': 'held back for 0 to 30 ms after the work is done',
  },
  'It raced scalar, composite and immutable keys wrongly.': {
    'contracts/fair-races.test.ts': 'is raced by additions only, and the mock is not accused',
  },
  'It could not read compressed responses.': {
    'contracts/http/transport.test.ts': 'a response in a content coding',
    [stacks('gateway')]: 'id: `gateway-${',
  },
  'Pact was stricter than the checks.': {
    'contracts/http/large-ids.test.ts': 'takes 50.0 for 50, as JSON Schema does',
    [stacks('gateway')]: 'whole-floats',
  },
  'It took a closing connection for a fault.': {
    'contracts/http/transport.test.ts': 'a connection that the server closes',
    [stacks('gateway')]: 'drops-idle-connections',
  },
  'A slow machine ended the run of a lawful provider.': {
    'contracts/pact/verifier-process.test.ts':
      "a failure of Pact's verifier by chance does not show",
    'contracts/harm/never-a-crash.test.ts':
      'a verdict is kept although the exploration had no time for a sequence',
  },
  'It broke on a redirect.': {
    'contracts/http/reaching.test.ts': 'names the URL that a %i redirects to',
    [stacks('gateway')]: 'redirects-to-',
  },
  'It sent {} where the document has no example.': {
    'contracts/any-document.test.ts':
      'of a collection with text identities, whose every operation was tried',
    'contracts/request-body.test.ts': 'names anything but test data',
  },
  'It praised a server that forgets everything.': {
    'contracts/any-document.test.ts': ['a provider that forgets is broken', 'plain `prism mock`'],
    [stacks('rule')]: 'forgets-everything',
  },
  'One collection decided for all, and what was not tried was not named.': {
    'contracts/any-document.test.ts': 'of two collections of which one needs an example',
    'contracts/command.test.ts': 'leaves a promise untried',
  },
  'It missed values of a wrong type, repetitions, claims that expire and long lists.': {
    'contracts/exploration/sharper.test.ts': [
      'a provider that accepts true for a word',
      'a provider that stores a list with a repetition as an object',
      'a provider that checks only the first ten identifiers of a list',
      'a provider that takes 12 for held where 123 is',
      'claims that are lost after many further requests',
      'brings a deleted rule back without its claims',
    ],
  },
  'A single server error disappeared.': {
    'contracts/any-document.test.ts': 'but answers 502 once is kept, and the exchange is told',
    [stacks('gateway')]: 'bad-gateway-once',
  },
  'It was silent about names that come twice, and about a byte order mark.': {
    'contracts/http/json-form.test.ts': 'a byte order mark and repeated names accuse nobody',
  },
  'Digits could not be lent as text.': {
    'contracts/harm/text-identifiers.test.ts':
      'digits of test data are as the document types the field',
  },
  'It crashed, and lost what it had found.': {
    'contracts/harm/never-a-crash.test.ts': [
      'a provider that answers 200 to everything is broken, and every layer is reported',
      'a failure inside one layer leaves the findings of the others',
      'an account that holds all lent numbers and groups is told in one sentence',
    ],
    'contracts/harm/command-in-order.test.ts': 'a report that cannot be written is told',
    [stacks('gateway')]: ['lone-surrogate', 'login-page', 'nested-answers', 'large-answers'],
  },
  'It claimed faults from the silence of a provider that was gone.': {
    'contracts/harm/never-a-crash.test.ts': [
      'a provider that dies is told as such',
      'a provider that stops answering is asked whether it lives',
    ],
  },
  'One fault was told a hundred times.': {
    'contracts/report/finding-groups.test.ts': [
      'findings are in one group',
      'the plainest finding',
    ],
    'contracts/exploration/sharper.test.ts': 'a refused request that keeps what it named',
    'contracts/repeat-command.test.ts': 'the command that repeats a finding',
  },
  'It said in raw words why it could not reach a provider.': {
    'contracts/http/reaching.test.ts': [
      'asks for http:// if it speaks no TLS',
      'of HTTPS_PROXY is a tunnel, through which --ca holds',
      'names --timeout if it starts slowly',
    ],
  },
};
