import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Finding } from './finding.ts';
import { layerOf, presetTag } from './layers.ts';
import { layersByName, type Workspace, type WorkspacePackage } from './workspace.ts';

/**
 * Holds every package.json, and the tag in the turbo.json beside it, against the layers.
 *
 * @throws ChecksError `no-layer` for a package in a folder that no layer has
 * @example checkManifests(readWorkspace(root)) // []
 */
export function checkManifests(workspace: Workspace): Finding[] {
  return workspace.packages.flatMap((pkg) => [
    ...tagFindings(workspace.root, pkg),
    ...directionFindings(workspace, pkg),
    ...rangeFindings(workspace, pkg),
  ]);
}

function tagFindings(root: string, { folder }: WorkspacePackage): Finding[] {
  const { tag } = layerOf(folder);
  const where = `${folder}/turbo.json`;
  const wanted = `"tags": ["${tag}"]`;
  if (!existsSync(join(root, where))) {
    return [{ where, message: `is missing; expected one with ${wanted}, or turbo boundaries looks past this package` }];
  }
  const { tags } = JSON.parse(readFileSync(join(root, where), 'utf8')) as { tags?: unknown };
  const right = Array.isArray(tags) && tags.length === 1 && tags[0] === tag;
  return right ? [] : [{ where, message: `has tags ${JSON.stringify(tags)}; expected ${wanted} for this folder` }];
}

function directionFindings(workspace: Workspace, { folder, manifest }: WorkspacePackage): Finding[] {
  const layer = layerOf(folder);
  const tags = layersByName(workspace);
  const where = `${folder}/package.json`;
  const shipped = { ...manifest.dependencies, ...manifest.peerDependencies, ...manifest.optionalDependencies };
  const findings: Finding[] = [];
  for (const name of Object.keys(shipped)) {
    const tag = tags.get(name)?.tag;
    if (tag !== undefined && !layer.uses.includes(tag)) {
      findings.push({ where, message: `depends on ${name} (${tag}); ${allowed(layer.tag, layer.uses)}` });
    }
    if (tag === undefined && layer.outside !== undefined && !layer.outside.includes(name)) {
      const list = layer.outside.join(', ') || 'nothing';
      findings.push({ where, message: `depends on ${name}; ${layer.tag} depends on ${list} from outside` });
    }
  }
  const testsMay = [...layer.uses, ...layer.testsUse, presetTag];
  for (const name of Object.keys(manifest.devDependencies)) {
    const tag = tags.get(name)?.tag;
    if (tag !== undefined && !testsMay.includes(tag)) {
      findings.push({ where, message: `has ${name} (${tag}) for its tests; ${allowed(layer.tag, testsMay)}` });
    }
  }
  return findings;
}

function rangeFindings(workspace: Workspace, { folder, manifest }: WorkspacePackage): Finding[] {
  const inside = new Set(workspace.packages.map((pkg) => pkg.manifest.name));
  const where = `${folder}/package.json`;
  const all = { ...manifest.dependencies, ...manifest.devDependencies, ...manifest.optionalDependencies };
  return Object.entries(all).flatMap(([name, range]) => {
    const wanted = inside.has(name) ? 'workspace:' : 'catalog:';
    if (range.startsWith(wanted)) return [];
    return [{ where, message: `asks for ${name} ${range}; expected ${wanted}, so that there is one version of it` }];
  });
}

function allowed(tag: string, tags: readonly string[]): string {
  return `${tag} may use ${tags.join(', ') || 'no other package here'}`;
}
