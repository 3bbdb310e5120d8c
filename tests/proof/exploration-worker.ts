import { runTrial, type Trial } from './exploration-trial.ts';

// Runs the trials that its parent process sends.

process.on('message', async (trial: Trial) => {
  process.send?.(await runTrial(trial));
});
