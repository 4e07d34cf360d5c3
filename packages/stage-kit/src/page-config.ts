import { z } from 'zod';

/** What a config may say of the page that each night leaves in the object store. */
export interface PageConfig {
  /** Whether nights leave a page; they do where it is left out. */
  readonly enabled?: boolean;
  /** How many nights its curves, and how many days its volumes go back; 28 where left out. */
  readonly nights?: number;
  /** What an hour of a region's machine costs; pages tell no money where it is left out. */
  readonly pricePerHour?: { readonly amount: number; readonly currency: string };
}

/** What a page is made with. */
export const PageOptions = z.strictObject(
  {
    enabled: z.boolean().default(true),
    nights: z.int().min(2, 'expected at least 2: a curve has two ends').max(366).default(28),
    pricePerHour: z
      .strictObject(
        {
          amount: z.number().nonnegative(),
          currency: z.string().regex(/^[A-Z]{3}$/, "expected a currency by its three letters, as in 'EUR'"),
        },
        "expected an amount of a currency, as in { amount: 0.4, currency: 'EUR' }",
      )
      .optional(),
  },
  "expected what a page is made with, as in { nights: 28, pricePerHour: { amount: 0.4, currency: 'EUR' } }",
);

/** What a page is made with: complete and checked. */
export type PageSettings = z.output<typeof PageOptions>;

/** A page of 28 nights, without money. */
export const defaultPage: PageSettings = PageOptions.parse({});
