/** What an account with all pages lends the verifier, by option: what it may add, edit and delete. */
export const lent: Readonly<Record<string, string>> = {
  'phone-numbers': '74872003000-74872003199',
  'connectable-numbers': '79001000010-79001000029',
  'mobile-number': '542',
  'city-number': '569',
  employees: '125,129',
  uploads: 'allowed',
  'main-melodies': '1',
};
