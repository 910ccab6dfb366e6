"""Each room here touches one outside thing and keeps one promise of engine.ports."""
