/** What an account with all pages lends the verifier, by option: what it may add, edit and delete. */
export const lent: Readonly<Record<string, string>> = {
  'phone-numbers': '74872003000-74872003199',
  'connectable-numbers': '79001000010-79001000029',
  'mobile-number': '542',
  'city-number': '569',
  employees: '125,129',
  uploads: 'verify-1.mp3, verify-2.mp3, verify-3.mp3, verify-4.mp3, verify-5.mp3',
  'main-melodies': '1',
};
