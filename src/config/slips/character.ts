import { isAscii, isOdd, wrongCharacter } from '../../settings/characters.ts';
import type { Problem } from '../../settings/problem.ts';

/** Names and what may be one: letters of any writing are theirs. */
const ofNames = /^(DOMAINS?|RECORDS|HTTP_ALLOWED_HOSTS|HTTP_HOST)(_\d+)?$/;

/** Names the character that makes a value wrong where it cannot be seen, or looks like another one. */
export function withCharacter(problem: Problem): Problem {
  const { variable, found, wrong } = problem;
  if (found === undefined || problem.file !== undefined) return problem;
  const isWrong = (char: string) => isOdd(char) || (!ofNames.test(variable) && !isAscii(char));
  const character = wrongCharacter(found, isWrong);
  return character === undefined ? problem : { ...problem, wrong: `${wrong}: ${character}` };
}
