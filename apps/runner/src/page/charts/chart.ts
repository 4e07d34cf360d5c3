import type { Spec } from 'vega';
import * as vega from 'vega';
import { Html, markup } from '../html.ts';

/** What `View.toSVG` draws with, which would make a promise of what is there at once; Vega's types leave it out. */
interface SvgRenderer {
  initialize(element: null, width: number, height: number, origin: readonly [number, number]): SvgRenderer;
  render(scene: unknown): unknown;
  svg(): string;
}
const { SVGStringRenderer } = vega as unknown as { readonly SVGStringRenderer: new () => SvgRenderer };

/** A chart before it is drawn. */
export interface ChartSpec extends Pick<Spec, 'data' | 'scales' | 'axes' | 'marks'> {
  /** Of the space between the axes. */
  readonly width: number;
  readonly height: number;
  /** Room for the axes: top, right, bottom, left. */
  readonly room: readonly [number, number, number, number];
}

/** What a chart says to who cannot see it: what it is, and its numbers in a sentence. */
export interface ChartText {
  readonly title: string;
  readonly text: string;
}

/** Colours are variables of the page's style, so that a chart turns dark with it, and on paper black. */
export const colours = {
  mark: 'var(--accent)',
  bar: 'var(--bar)',
  soft: 'var(--accent-soft)',
  other: 'var(--muted)',
  rule: 'var(--rule)',
} as const;

const config = {
  axis: {
    domain: false,
    ticks: false,
    labelColor: 'var(--muted)',
    labelPadding: 6,
    titleColor: 'var(--muted)',
    titleFontWeight: 'normal',
    gridColor: colours.rule,
  },
} as const;

/**
 * Draws a chart as SVG that stands in the page: without style attributes, which the page's policy forbids, and in the page's own
 * font and colours.
 */
export function chart({ width, height, room, ...spec }: ChartSpec, { title, text }: ChartText): Html {
  const [top, right, bottom, left] = room;
  const runtime = vega.parse({ ...spec, width, height, autosize: 'none' }, config, { ast: false });
  const view = new vega.View(runtime, { renderer: 'none', logLevel: vega.Error });
  try {
    view.run();
    const [wide, high] = [width + left + right, height + top + bottom];
    const renderer = new SVGStringRenderer().initialize(null, wide, high, [left, top]);
    renderer.render((view.scenegraph() as unknown as { readonly root: unknown }).root);
    return markup`<svg class="chart" role="img" width="${wide}" height="${high}" viewBox="0 0 ${wide} ${high}">
      <title>${title}</title>
      <desc>${text}</desc>
      ${new Html(slim(renderer.svg()))}
    </svg>`;
  } finally {
    view.finalize();
  }
}

/** What Vega says of roles is said once, by our title and description; its frames draw nothing. */
const needless = / (?:class|role|aria-[a-z]+|pointer-events|font-family|font-size|stroke-miterlimit|opacity)="[^"]*"/g;

/** The inside of the SVG, without what draws nothing, to a tenth of a pixel. */
const slim = (svg: string): string =>
  svg
    .replace(/^<svg[^>]*>/, '')
    .replace(/<\/svg>$/, '')
    .replaceAll(/<path class="(?:background|foreground)"[^>]*\/>/g, '')
    .replaceAll(/<[^>]+>/g, (tag) =>
      tag.replaceAll(needless, '').replaceAll(/\d+\.\d\d+/g, (digits) => String(Math.round(Number(digits) * 10) / 10)),
    )
    .replaceAll('<g></g>', '');
