/** A WebAssembly.Memory shared between threads. */
export interface SharedMemory {
  readonly buffer: SharedArrayBuffer;
}

/** The part of the WebAssembly JavaScript API in use; TypeScript has its types only together with a browser's. */
interface Api {
  readonly Memory: new (options: { initial: number; maximum: number; shared: true }) => SharedMemory;
  readonly Module: new (bytes: Uint8Array<ArrayBuffer>) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: unknown };
  readonly validate: (bytes: Uint8Array<ArrayBuffer>) => boolean;
}

const { WebAssembly: api } = globalThis as unknown as { WebAssembly?: Api };

const pageBytes = 65_536;
/** 4 GiB: what 32-bit addresses reach. */
export const largestMemory = 65_536 * pageBytes;

/** A new memory, zeroed, of a fixed size. */
export function sharedMemory(bytes: number): SharedMemory {
  const pages = Math.max(1, Math.ceil(bytes / pageBytes));
  return new api!.Memory({ initial: pages, maximum: pages, shared: true });
}

/** Whether this machine's JavaScript engine takes the module: it may lack WebAssembly, SIMD or threads. */
export function canRun(bytes: Uint8Array<ArrayBuffer>): boolean {
  return api !== undefined && api.validate(bytes);
}

/** Compiles a module and binds it to a memory; the exports are what the assembler was told to export. */
export function instantiate<Exports>(bytes: Uint8Array<ArrayBuffer>, memory: SharedMemory): Exports {
  return new api!.Instance(new api!.Module(bytes), { env: { memory } }).exports as Exports;
}
