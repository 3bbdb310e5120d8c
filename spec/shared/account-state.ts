/**
 * The provider state of exported Pact interactions: an account holds exactly what the parameter `items` says, in the
 * form of a snapshot of the mock.
 */
export const accountState = 'an account that holds these items';
