import { type Trial, tryOut } from './exploration-trial.ts';

// Tries out what the process that started it sends.

process.on('message', async (trial: Trial) => {
  process.send?.(await tryOut(trial));
});
