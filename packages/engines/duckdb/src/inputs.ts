import type { InputDay, InputRelation, Statement } from '@lookalikes/stage-kit';
import { DuckDbError } from './error.ts';
import { daysByPath, localLine } from './input-days.ts';
import type { InputFile } from './input-files.ts';
import { inputFiles, patternOf } from './input-files.ts';
import { localTree } from './local-tree.ts';
import type { HeldFiles, RemoteInputs } from './remote-inputs.ts';
import { isRemote } from './shown-files.ts';
import type { FileChecks } from './verify-files.ts';

/** The files of a statement's inputs, kept on this machine until they are let go. */
export interface HeldInputs {
  readonly filesOf: (input: InputRelation) => readonly InputFile[];
  readonly release: () => Promise<void>;
}

/** Where an engine's inputs lie. */
export interface InputsPlace {
  /** The folder that relative paths start from. */
  readonly root: string;
  readonly checks: FileChecks;
  /** Inputs in an object store, where the engine was given one. */
  readonly remote: RemoteInputs | undefined;
}

/** The inputs of an engine that lie in files: on this machine, where they are read as they are, or in an object store. */
export class Inputs {
  readonly root: string;
  readonly checks: FileChecks;
  readonly #remote: RemoteInputs | undefined;

  constructor({ root, checks, remote }: InputsPlace) {
    this.root = root;
    this.checks = checks;
    this.#remote = remote;
  }

  /** Fetches what a statement reads and is not on this machine. */
  async hold({ relations }: Statement, signal: AbortSignal): Promise<HeldInputs> {
    const held = new Map<InputRelation, HeldFiles>();
    const release = async () => {
      for (const { release: letGo } of held.values()) await letGo();
    };
    try {
      for (const relation of Object.values(relations)) {
        if (relation.kind !== 'input' || !isRemote(relation) || held.has(relation)) continue;
        held.set(relation, await this.#remoteOf(relation).hold(relation, signal));
      }
    } catch (error) {
      await release();
      throw error;
    }
    return { filesOf: (input) => held.get(input)?.files ?? inputFiles(input, localTree(this.root)), release };
  }

  /** The days of an input whose files' names tell them. */
  async days(input: InputRelation, signal: AbortSignal): Promise<InputDay[]> {
    if (isRemote(input)) return this.#remoteOf(input).days(input, signal);
    return daysByPath(inputFiles(input, localTree(this.root)), (file) => localLine(file, this.root));
  }

  #remoteOf(input: InputRelation): RemoteInputs {
    if (this.#remote !== undefined) return this.#remote;
    throw new DuckDbError(
      'bad-input',
      `input ${input.contract.name}: '${patternOf(input)}' lies in an object store, and this engine was given none; give it one in the config, as in duckdb({ path: …, objects: s3Store() })`,
    );
  }

  /** Stops what is being fetched. */
  async close(): Promise<void> {
    await this.#remote?.close();
  }
}
