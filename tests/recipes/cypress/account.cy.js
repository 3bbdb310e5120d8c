const mock = (method, ...args) => cy.task('mock', { method, args });

beforeEach(() => mock('reset'));

it('shows an error if the API is down', () => {
  mock('fault', 'listPersonalMelodies', { status: 503 });
  cy.visit('/');
  cy.contains('Try again later');
});
