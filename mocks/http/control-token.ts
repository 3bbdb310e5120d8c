// A file of its own: web pages load it, too.

/** The header that carries the control token. */
export const controlTokenHeader = 'x-control-token';
