import { expect } from 'vitest';
import type { Problem } from '../../mocks/index.ts';
import type { RawAnswer } from './raw-client.ts';

/** The problem that an answer is, held to the form that every refusal has. */
export function problemOf(answer: RawAnswer): Problem & { readonly code: string } {
  expect(answer.headers['content-type']).toBe('application/problem+json');
  const problem = JSON.parse(answer.body) as Problem;
  expect(problem.status).toBe(answer.status);
  expect(problem.title).toMatch(/^[A-Z]/);
  expect(problem.detail).toMatch(/^\S.*[.?!]$/);
  return { ...problem, code: problem.type.replace('/_mock/problems/', '') };
}

/** Expects an answer to be a certain refusal, and answers its problem. */
export function expectRefusal(answer: RawAnswer, status: number, code: string): Problem {
  expect({ status: answer.status, text: answer.text.slice(0, 300) }).toMatchObject({ status });
  const problem = problemOf(answer);
  expect(problem.code).toBe(code);
  return problem;
}
