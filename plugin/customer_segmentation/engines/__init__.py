"""Reading and writing tables where dbt keeps them, per engine. None of it imports dbt."""
