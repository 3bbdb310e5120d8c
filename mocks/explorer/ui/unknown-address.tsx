import { linkTo, route } from '../data/router.ts';
import { texts } from '../data/texts.ts';
import { Failure } from './action.tsx';

/** Says that there is nothing at the address; `link` leads to what there is. */
export function UnknownAddress({ link, to }: { link: string; to: readonly string[] }) {
  return (
    <>
      <h1>{texts.value.frame.nothingHere}</h1>
      <Failure text={texts.value.frame.unknownAddress(linkTo(...route.value))} />
      <a href={linkTo(...to)}>{link}</a>
    </>
  );
}
