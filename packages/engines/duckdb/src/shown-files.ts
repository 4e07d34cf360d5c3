import type { InputRelation } from '@lookalikes/stage-kit';
import { parseUri } from '@lookalikes/stage-kit';
import type { InputFile } from './input-files.ts';
import { inputFiles, patternOf } from './input-files.ts';
import { localTree } from './local-tree.ts';

/** Whether an input's files lie in an object store. */
export const isRemote = (input: InputRelation): boolean => parseUri(patternOf(input) ?? '') !== undefined;

/** The files of an input for SQL that is only shown: a pattern in an object store stands for itself, as nothing is listed. */
export function shownFiles(root: string): (input: InputRelation) => readonly InputFile[] {
  const tree = localTree(root);
  return (input) =>
    isRemote(input) ? [{ path: patternOf(input) ?? '', source: '{source}' }] : inputFiles(input, tree);
}
