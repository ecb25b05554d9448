import { type Block, blocksOf } from './blocks.ts';
import { pages } from './pages.ts';

/** The commands of a page, a block for each fence, in order. */
export interface PageCommands {
  readonly page: string;
  readonly blocks: readonly Block[];
}

const reason = /^not run: (.{10,})$/;

/** Why a block is not run here; undefined where it is. */
export function whyNotRun({ mark }: Block): string | undefined {
  return reason.exec(mark)?.[1];
}

/** The whole Compose files on the pages. */
export const composeBlocks = pages.flatMap((page) =>
  blocksOf(page)
    .filter(({ language, code }) => language === 'yaml' && /^services:$/m.test(code))
    .map((block) => ({ page, ...block })),
);

const all: readonly PageCommands[] = pages.map((page) => ({
  page,
  blocks: blocksOf(page).filter(({ language }) => language === 'sh'),
}));

/** Those that are run in a fresh clone on this machine. */
export const machineCommands = chosen((block, { blocks }) => isOfTheClone(block) || !blocks.some(usesDocker));
/** Those that start and watch containers, with what comes between them. */
export const dockerCommands = chosen((block, { blocks }) => !isOfTheClone(block) && blocks.some(usesDocker));

function usesDocker(block: Block): boolean {
  return whyNotRun(block) === undefined && /\bdocker\b/.test(block.code);
}

/** What a machine without Docker can do as well. */
function isOfTheClone({ code }: Block): boolean {
  return /^(?:git|npm) /m.test(code);
}

function chosen(which: (block: Block, page: PageCommands) => boolean): PageCommands[] {
  return all
    .map((page) => ({
      ...page,
      blocks: page.blocks.filter((block) => whyNotRun(block) === undefined && which(block, page)),
    }))
    .filter(({ blocks }) => blocks.length > 0);
}
