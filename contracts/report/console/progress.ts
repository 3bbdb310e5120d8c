import ora from 'ora';
import type { Listener } from '../events.ts';
import { layerWords } from '../labels.ts';
import type { Layer } from '../report.ts';
import { counted, cut, oneLine } from '../visible-text.ts';
import type { ConsoleStream } from './stream.ts';

/** Shows the progress of a run; `stop` removes it from the screen. */
export interface Progress {
  readonly listener: Pick<Listener, 'start' | 'layer' | 'progress' | 'result'>;
  stop(): void;
}

/** Shows one moving line on a terminal, elsewhere a line for each layer. */
export function createProgress(stream: ConsoleStream, colours: boolean): Progress {
  // On a pseudo-terminal with 0 columns the spinner would clear lines forever.
  return stream.isTTY && stream.columns !== 0 ? moving(stream, colours) : plain(stream);
}

function plain(stream: ConsoleStream): Progress {
  return {
    listener: {
      start: (event) => stream.write(`${startText(event)}\n${oneLine(event.plan)}\n`),
      layer: ({ layer, total }) =>
        stream.write(
          `${layerWords[layer]}${total === undefined ? '' : `: ${counted(total, 'result')} to come`}…\n`,
        ),
    },
    stop() {},
  };
}

function moving(stream: ConsoleStream, colours: boolean): Progress {
  const spinner = ora({
    stream,
    isEnabled: true,
    color: colours ? 'cyan' : false,
    // Something may be piped into standard input.
    discardStdin: false,
  });
  const layers = new Map<Layer, { total: number | undefined; done: number; broken: number }>();
  let message = '';
  const show = () => {
    const counts = [...layers].map(([layer, { total, done, broken }]) => {
      const of = total === undefined ? `${done}` : `${done}/${total}`;
      return `${layerWords[layer]} ${of}${broken === 0 ? '' : ` (${broken} broken)`}`;
    });
    spinner.text = [...counts, message].filter((part) => part !== '').join(' · ');
  };
  return {
    listener: {
      start(event) {
        stream.write(`${oneLine(event.plan)}\n`);
        message = startText(event);
        show();
        spinner.start();
      },
      layer({ layer, total }) {
        layers.set(layer, { total, done: 0, broken: 0 });
        message = '';
        show();
      },
      progress(event) {
        message = cut(oneLine(event.message), 80);
        show();
      },
      result({ layer, outcome }) {
        const counts = layers.get(layer) ?? { total: undefined, done: 0, broken: 0 };
        counts.done += 1;
        if (outcome === 'broken') counts.broken += 1;
        layers.set(layer, counts);
        show();
      },
    },
    stop: () => spinner.stop(),
  };
}

function startText({ provider, contract }: { provider: string; contract: string }): string {
  return oneLine(`Verifying ${provider} against ${contract}`);
}
