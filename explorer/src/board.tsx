/** A board that shows utilisation as it moves, straight from the subscription. */

import type { Client } from "graphql-ws";
import { useEffect, useState } from "react";

const QUERY = /* GraphQL */ `
  subscription Board {
    utilisation(groupBy: [PARTNER, SITE, MODEL], every: "2s") {
      cursor
      at
      snapshot
      items {
        id
        partner {
          name
        }
        site {
          name
        }
        model {
          name
        }
        gpuCount
        coverage
        allocationRate
        dutyCycle
        smActive
        powerWatts
      }
    }
  }
`;

interface Item {
  readonly id: string;
  readonly partner: { readonly name: string } | null;
  readonly site: { readonly name: string } | null;
  readonly model: { readonly name: string } | null;
  readonly gpuCount: number;
  readonly coverage: number | null;
  readonly allocationRate: number | null;
  readonly dutyCycle: number | null;
  readonly smActive: number | null;
  readonly powerWatts: number | null;
}

interface Frame {
  readonly at: string;
  readonly snapshot: boolean;
  readonly items: readonly Item[];
}

interface BoardState {
  readonly at: string | null;
  readonly frames: number;
  readonly items: ReadonlyMap<string, Item>;
  readonly problem: string | null;
}

const EMPTY: BoardState = { at: null, frames: 0, items: new Map(), problem: null };

/** @param client sends the subscription as the chosen principal */
export function Board({ client }: { readonly client: Client }) {
  const { at, frames, items, problem } = useUtilisation(client);
  const rows = [...items.values()].filter(({ gpuCount }) => gpuCount > 0).toSorted(byPartnerAndSite);
  return (
    <main className="board">
      <p className="status" role="status">
        {problem ?? (at === null ? "Waiting for the first frame…" : `${frames} frames, newest sample ${clock(at)}`)}
      </p>
      <table>
        <thead>
          <tr>
            <th>Partner</th>
            <th>Site</th>
            <th>Model</th>
            <th className="number">GPUs</th>
            <th>Allocated</th>
            <th>Duty cycle</th>
            <th>SM active</th>
            <th className="number">Power</th>
            <th>Coverage</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((item) => (
            <tr key={item.id}>
              <td>{item.partner?.name}</td>
              <td>{item.site?.name}</td>
              <td>{item.model?.name}</td>
              <td className="number">{item.gpuCount.toLocaleString("en")}</td>
              <Share value={item.allocationRate} />
              <Share value={item.dutyCycle} />
              <Share value={item.smActive} />
              <td className="number">{item.powerWatts === null ? "–" : `${(item.powerWatts / 1000).toFixed(0)} kW`}</td>
              <Share value={item.coverage} />
            </tr>
          ))}
        </tbody>
      </table>
    </main>
  );
}

/** A share from 0 to 1 as a bar with its percentage; a dash where nothing reported. */
function Share({ value }: { readonly value: number | null }) {
  if (value === null) return <td>–</td>;
  const percent = `${(value * 100).toFixed(1)} %`;
  return (
    <td>
      <span className="share">
        <span className="fill" style={{ width: `${value * 100}%` }} />
        <span className="text">{percent}</span>
      </span>
    </td>
  );
}

function useUtilisation(client: Client): BoardState {
  const [state, setState] = useState(EMPTY);
  useEffect(() => {
    const end = client.subscribe<{ readonly utilisation: Frame }>(
      { query: QUERY },
      {
        next({ data, errors }) {
          const problem = errors?.[0]?.message ?? null;
          setState((before) => (data ? merged(before, data.utilisation, problem) : { ...before, problem }));
        },
        error(error) {
          setState((before) => ({ ...before, problem: sentence(error) }));
        },
        complete() {},
      },
    );
    return end;
  }, [client]);
  return state;
}

function merged(before: BoardState, frame: Frame, problem: string | null): BoardState {
  const items = new Map(frame.snapshot ? [] : before.items);
  for (const item of frame.items) items.set(item.id, item);
  return { at: frame.at, frames: before.frames + 1, items, problem };
}

function sentence(error: unknown): string {
  if (Array.isArray(error)) return error.map(({ message }: { message: string }) => message).join("; ");
  if (error instanceof CloseEvent) return `The stream was closed: ${error.reason || error.code}`;
  return error instanceof Error ? error.message : "The stream failed.";
}

function byPartnerAndSite(a: Item, b: Item): number {
  return (
    (a.partner?.name ?? "").localeCompare(b.partner?.name ?? "") ||
    (a.site?.name ?? "").localeCompare(b.site?.name ?? "") ||
    (a.model?.name ?? "").localeCompare(b.model?.name ?? "")
  );
}

function clock(at: string): string {
  return `${new Date(at).toLocaleTimeString("en-GB", { timeZone: "Asia/Seoul" })} KST`;
}
