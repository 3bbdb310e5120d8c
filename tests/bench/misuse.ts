/** Something that the user can set right. */
export class Misuse extends Error {}
