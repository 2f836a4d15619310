import { jitThat } from '@hartlab/engine';
import { engineSuite } from './engine-suite.ts';

// Code that is run twice is compiled already.
engineSuite('the WebAssembly compiler', jitThat({ landings: 2 }));
