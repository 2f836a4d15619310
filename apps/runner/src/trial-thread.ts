import { trialThread } from './court/trial-thread.ts';

trialThread();
