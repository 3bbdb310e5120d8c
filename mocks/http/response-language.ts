import type { FastifyReply, FastifyRequest } from 'fastify';
import type { RefusalTexts } from '../problems/texts/english.ts';
import { textsFor } from '../problems/texts/language.ts';
import { languageHeaders } from './vary.ts';

/** Chooses the texts for a response in the language of the client, and says in its headers which one that is. */
export function textsInLanguage({ headers }: FastifyRequest, reply: FastifyReply): RefusalTexts {
  const texts = textsFor(headers);
  reply.headers(languageHeaders(texts, { vary: reply.getHeader('vary') }));
  return texts;
}
